"""Reading: each takes the actor first and answers only what exists for them."""
