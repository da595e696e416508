"""From sheets to registers: residents, shops, pets, organizations."""
