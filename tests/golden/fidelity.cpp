#include "golden/fidelity.hpp"

#include <algorithm>
#include <fstream>
#include <map>

#define CATCH_CONFIG_EXTERNAL_INTERFACES  // listeners
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace nnctl::golden {

namespace {

struct Errors {
  int cases = 0;
  double largest = 0;
};

using ByQuantity = std::map<std::string, Errors>;
using ByPart = std::map<std::string, ByQuantity>;

std::map<std::string, ByPart>& noted() {
  static std::map<std::string, ByPart> errors;
  return errors;
}

/// Leaves what was noted where fidelity_page reads it.
class Writer final : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;

  void testRunEnded(const Catch::TestRunStats&) override {
    nlohmann::json file;
    for (const auto& [kind, parts] : noted()) {
      for (const auto& [part, quantities] : parts) {
        for (const auto& [quantity, errors] : quantities) {
          file[kind][part][quantity] = {{"cases", errors.cases}, {"largest", errors.largest}};
        }
      }
    }
    std::ofstream(std::string(NNCTL_BINARY_DIR) + "/golden_errors.json") << file.dump(1);
  }
};

CATCH_REGISTER_LISTENER(Writer)

}  // namespace

void note_error(const std::string& kind, const std::string& part, const std::string& quantity, double error) {
  Errors& errors = noted()[kind][part][quantity];
  ++errors.cases;
  errors.largest = std::max(errors.largest, error);
}

}  // namespace nnctl::golden
