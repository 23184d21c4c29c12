"""Where documents come from: feeds, sitemaps, pages, folders, archives; politeness, retries, conditional requests."""
