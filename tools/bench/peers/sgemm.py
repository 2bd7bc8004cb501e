"""One product of square matrices, for the machine's speed; PyTorch computes it with MKL."""

import torch

VARIANTS = ("torch.mm",)


class Product:
    def __init__(self, _inputs, settings, _variant):
        size = settings["size"]
        self.a, self.b, self.c = torch.rand(size, size), torch.rand(size, size), torch.empty(size, size)

    def run(self):
        torch.mm(self.a, self.b, out=self.c)

    def check(self):
        return {}


make = Product
