"""coop: the place where international science cooperation on green technology is scheduled, kept and shared."""
