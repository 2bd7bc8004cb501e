// The machine's speed at single-precision matrix products, as oneDNN reaches it. For each line of input one product
// of n x n matrices is timed in two ways, and a line of JSON written: milliseconds of the plain call, and of the
// matmul primitive with weights in the layout that it chose itself (packing them is not timed).
//
//   sgemm N
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <dnnl.hpp>

namespace {

template <typename Work>
double timeMs(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace dnnl;
  if (argc != 2 || std::atol(argv[1]) < 1) {
    std::fprintf(stderr, "usage: sgemm N\n");
    return 2;
  }
  const memory::dim n = std::atol(argv[1]);
  std::vector<float> a(n * n, 0.5f), b(n * n, 0.25f), c(n * n);
  const engine cpu(engine::kind::cpu, 0);
  stream order(cpu);
  const memory::desc plain({n, n}, memory::data_type::f32, memory::format_tag::ab);
  const memory::desc free({n, n}, memory::data_type::f32, memory::format_tag::any);
  const matmul::primitive_desc description(cpu, plain, free, plain);
  const matmul product(description);
  memory left(plain, cpu, a.data()), right(plain, cpu, b.data()), result(plain, cpu, c.data());
  memory packed(description.weights_desc(), cpu);
  reorder(right, packed).execute(order, right, packed);
  order.wait();

  for (std::string line; std::getline(std::cin, line);) {
    const double sgemm = timeMs([&] {
      dnnl_sgemm('N', 'N', n, n, n, 1.0f, a.data(), n, b.data(), n, 0.0f, c.data(), n);
    });
    const double matmulPacked = timeMs([&] {
      product.execute(order, {{DNNL_ARG_SRC, left}, {DNNL_ARG_WEIGHTS, packed}, {DNNL_ARG_DST, result}});
      order.wait();
    });
    std::printf("{\"sgemm\": %.6f, \"matmulPacked\": %.6f}\n", sgemm, matmulPacked);
    std::fflush(stdout);
  }
}
