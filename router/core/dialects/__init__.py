"""How do other APIs say what a chat completion says? Pure translations, there and back."""
