"""Where are answers kept that may be given again?"""
