"""Floor 7: tables for papers, pages and spreadsheets."""
