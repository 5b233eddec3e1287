"""What every page is made with: addresses, forms, rendering, viewers, access, problems, caching."""
