"""Who somebody is: tokens that an issuer of the organisation signed."""
