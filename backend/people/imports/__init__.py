"""Reading people from CSV: columns, cells, drafts, reports. Writing them is `backend.people.services.imports`."""
