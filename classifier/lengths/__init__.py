"""How long will the answer be? Predicted before the call, with its uncertainty."""
