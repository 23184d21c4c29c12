"""One module a kind of claim: slots of event mentions to rows of the contract. Each has `read(document)`."""
