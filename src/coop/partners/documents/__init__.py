"""Documents of organisations and agreements: links, and files kept in the database, seen by whoever sees what they belong to."""
