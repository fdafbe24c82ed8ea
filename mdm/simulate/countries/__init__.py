"""The countries that customers live in, in order of their share."""

from mdm.simulate.countries.de import DE
from mdm.simulate.countries.es import ES
from mdm.simulate.countries.fr import FR
from mdm.simulate.countries.gb import GB
from mdm.simulate.countries.nl import NL
from mdm.simulate.countries.pl import PL
from mdm.simulate.countries.us import US

COUNTRIES = (DE, US, GB, FR, ES, NL, PL)

__all__ = ["COUNTRIES", "DE", "ES", "FR", "GB", "NL", "PL", "US"]
