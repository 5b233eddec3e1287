"""Merging two organisations that are one, and undoing it: above all subjects, because what names an organisation stands in each of them."""
