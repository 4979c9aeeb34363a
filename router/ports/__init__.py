"""What the services need of the world, as Protocols; adapters implement them."""
