"""The Research Organization Registry (ROR), loaded from its public dump: looked up in any script, linked, and compared with ours."""
