"""Tables for papers, pages and spreadsheets."""
