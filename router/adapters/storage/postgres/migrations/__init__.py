"""How is the schema of PostgreSQL made, and brought up to date?"""
