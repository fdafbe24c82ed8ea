"""The four simulated source systems."""

from mdm.simulate.sources import billing, crm, sfa, support

SOURCES = (crm.SOURCE, sfa.SOURCE, billing.SOURCE, support.SOURCE)

__all__ = ["SOURCES"]
