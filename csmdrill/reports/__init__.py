"""Reports: view models in; text, HTML with inline SVG, CSV and JSON out."""
