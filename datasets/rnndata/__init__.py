"""Data of the course: loaders and generators. What is not said to be downloaded works offline."""

from .activity import ACTIVITIES, load_activity
from .chorales import CHORALES, load_chorales
from .dna import SEQUENCES, load_dna
from .fetch import cache_folder
from .names import KINDS, LANGUAGES, Names, load_names
from .reviews import REVIEWS, load_reviews
from .series import SERIES, load_series
from .shapes import Data, DataError, Pairs, Sequences, Series, Tagged, Texts
from .tagged import TAGGED, load_tagged
from .translation import COUNT_LANGUAGES, PHRASE_LANGUAGES, TRANSLATIONS, load_translation
from .tunes import TUNES, load_tunes, read_tunes
from .vectors import load_glove

__all__ = [
    "ACTIVITIES",
    "CHORALES",
    "COUNT_LANGUAGES",
    "KINDS",
    "LANGUAGES",
    "PHRASE_LANGUAGES",
    "REVIEWS",
    "SEQUENCES",
    "SERIES",
    "TAGGED",
    "TRANSLATIONS",
    "TUNES",
    "Data",
    "DataError",
    "Names",
    "Pairs",
    "Sequences",
    "Series",
    "Tagged",
    "Texts",
    "cache_folder",
    "load_activity",
    "load_chorales",
    "load_dna",
    "load_glove",
    "load_names",
    "load_reviews",
    "load_series",
    "load_tagged",
    "load_translation",
    "load_tunes",
    "read_tunes",
]
