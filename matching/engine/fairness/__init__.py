"""The policy "municipalities": within the best class counts, shares served per municipality that are leximin-fair."""
