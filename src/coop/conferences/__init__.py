"""Conferences: series and their editions, hosts, deadlines, and what may happen to them."""
