"""推选和换届: rounds of selection with their seats, candidates, ballots, notice and close."""
