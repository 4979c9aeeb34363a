"""What does carrying a call to a provider cost, beside aiohttp and httpx?"""
