"""The work list as people read it: filtered, in pages, with bounded counts."""
