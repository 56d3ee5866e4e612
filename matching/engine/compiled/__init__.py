"""The same optimum by successive shortest paths, as code that numba can compile. An accelerator, never needed."""
