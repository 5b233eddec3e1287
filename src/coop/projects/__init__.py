"""Joint projects: what is worked on together, who takes part in which role, and a logbook of dated entries."""
