#include "golden/fidelity.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace nnctl::golden {

namespace {

struct Errors {
  int cases = 0;
  double largest = 0;
};

std::map<std::tuple<std::string, std::string, std::string>, Errors>& noted() {
  static std::map<std::tuple<std::string, std::string, std::string>, Errors> errors;
  return errors;
}

}  // namespace

void note_error(const std::string& kind, const std::string& part, const std::string& quantity, double error) {
  Errors& errors = noted()[{kind, part, quantity}];
  ++errors.cases;
  errors.largest = std::max(errors.largest, error);
}

}  // namespace nnctl::golden
