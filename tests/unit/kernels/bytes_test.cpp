#include "kernels/bytes.hpp"

#include "unit/kernels/each_table.hpp"

namespace nnctl::kernels {
namespace {

TEST_CASE("every byte over 255 is the quotient rounded once, at every place of a vector") {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 3 * 256 + 5; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 85 + i / 256));
  with_each_table([&] {
    for (const std::size_t skipped : {0, 1, 7, 37}) {
      std::vector<Real> y(bytes.size() - skipped + 1, Real(-7));
      unit_bytes(std::ssize(y) - 1, bytes.data() + skipped, y.data());
      for (std::size_t i = 0; i + 1 < y.size(); ++i) CHECK(y[i] == static_cast<Real>(bytes[i + skipped]) / Real{255});
      CHECK(y.back() == Real(-7));
    }
  });
}

}  // namespace
}  // namespace nnctl::kernels
