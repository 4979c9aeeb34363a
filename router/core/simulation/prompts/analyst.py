"""What does a data analyst ask?"""

from router.core.simulation.template import templates

__all__ = ["ANALYST"]

ANALYST = templates("analyst", [
    ("low", "trivial", 30, "How do I freeze the first row in Excel?"),
    ("low", "trivial", 60, "Nicer colours for a bar chart with {number} bars, as hex codes."),
    ("normal", "trivial", 140, "Format this as a Markdown table:\n{rows}"),
    ("normal", "trivial", 45, "What is {percent} % of {amount}, rounded to full euros?"),
    ("normal", "trivial", 90, "Extract all customers with more than {amount} from:\n{rows}"),
    ("normal", "trivial", 70, "SQL for the number of {table} per {column}, sorted."),
    ("normal", "moderate", 420, "Summarise these numbers for sales and for production in five "
     "sentences each, and name what looks odd:\n{rows}"),
    ("normal", "moderate", 380, "Pandas: join {table} and payments on {column}, fill gaps by "
     "month, "
     "and plot both lines. Comment the steps."),
    ("normal", "moderate", 450, "Compare the two offers in this sheet by total cost over "
     "{number} months and say what I should ask before choosing:\n{rows}"),
    ("normal", "moderate", 360, "Fasse die Abweichungen zum Plan zusammen und schlage zwei "
     "Diagramme vor:\n{rows}"),
    ("normal", "demanding", 1200, "Model the churn of {product} in {country}: which method for "
     "{number} customers and heavy censoring, how to validate it, how to separate price from "
     "season, and defend the choice against a simple regression."),
    ("normal", "demanding", 1100, "Our A/B test of {feature} shows +{percent} % after {number} "
     "days, "
     "but the assignment leaked for users in {city}. Is the effect identified? Derive an "
     "estimator that corrects for it and its assumptions.\n{rows}"),
    ("high", "moderate", 450, "Pricing for the bid to {customer} goes out at {clock}: check this "
     "calculation line by line, a mistake costs us the margin.\n{rows}"),
    ("high", "demanding", 1250, "The regulator asks how our credit model treats people in {city}. "
     "Work out from this table whether there is indirect discrimination, with which test, and "
     "what we must disclose.\n{rows}"),
])  # fmt: skip
"""Tables and queries; sometimes a bid or a regulator."""
