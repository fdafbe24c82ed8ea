"""Which customers a reader of some sources may hear of."""
