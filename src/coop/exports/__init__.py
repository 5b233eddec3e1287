"""Lists as files that other programs open: CSV, XLSX, JSON. Knows no subject: it is given headings and values."""

from coop.exports.writing import Format, Sheet, Value, write

__all__ = ["Format", "Sheet", "Value", "write"]
