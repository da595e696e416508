"""A compound as a drawing of its buildings, floors and doors."""
