"""Does the ledger agree with the bill of a provider that counts and reckons for itself?"""
