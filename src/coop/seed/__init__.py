"""Data to try the product with, loaded through the subjects' own verbs: the sample of real facts, and made-up records in any number."""

from coop.seed.loading import load_sample
from coop.seed.synthetic import synthetic

__all__ = ["load_sample", "synthetic"]
