// Writes docs/fidelity.md from what the golden tests noted, or checks that it is up to date.
//
//   fidelity_page ERRORS DIFFERENCES PAGE            the page must have these parts and numbers of cases; its errors
//   are
//                                                    figures of one machine, so only a part's presence is compared
//   fidelity_page ERRORS DIFFERENCES PAGE --update   writes it
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

std::string read_file(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "4e-07" as "4e-7", rounded up to one digit: never better than it is.
std::string rounded_up(double error) {
  if (!(error > 0)) return "0";
  const double exponent = std::floor(std::log10(error));
  double digit = std::ceil(error / std::pow(10, exponent) - 1e-9);
  double power = exponent;
  if (digit >= 10) {
    digit = 1;
    power += 1;
  }
  return fmt::format("{}e{}", static_cast<int>(digit), static_cast<int>(power));
}

bool is_gradient(std::string_view quantity) { return quantity.starts_with("d"); }

struct Row {
  int cases = 0;
  double value = 0;
  double gradient = 0;
  bool has_gradient = false;
};

Row row_of(const json& quantities) {
  Row row;
  for (const auto& [quantity, errors] : quantities.items()) {
    row.cases = std::max(row.cases, errors.at("cases").get<int>());
    const auto largest = errors.at("largest").get<double>();
    if (is_gradient(quantity)) {
      row.has_gradient = true;
      row.gradient = std::max(row.gradient, largest);
    } else {
      row.value = std::max(row.value, largest);
    }
  }
  return row;
}

int cases_of(const json& parts) {
  int total = 0;
  for (const auto& [part, quantities] : parts.items()) total += row_of(quantities).cases;
  return total;
}

std::string models_table(const json& models) {
  std::string text =
      "| model | largest relative difference of a step's loss | of the weights after 50 steps |\n|---|---|---|\n";
  for (const auto& [name, quantities] : models.items()) {
    text += fmt::format("| {} | {} | {} |\n", name, rounded_up(quantities.at("loss").at("largest").get<double>()),
                        rounded_up(quantities.at("weights").at("largest").get<double>()));
  }
  return text;
}

std::string parts_table(const std::string& kind, const json& parts) {
  std::string text = fmt::format("| {} | cases | values | gradients |\n|---|---|---|---|\n", kind);
  for (const auto& [part, quantities] : parts.items()) {
    const Row row = row_of(quantities);
    text += fmt::format("| {} | {} | {} | {} |\n", part, row.cases, rounded_up(row.value),
                        row.has_gradient ? rounded_up(row.gradient) : "");
  }
  return text;
}

std::string heading(std::string kind) {
  kind.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(kind.front())));
  return kind.ends_with("s") ? kind + "es" : kind + "s";
}

std::string page(const json& errors, const std::string& differences) {
  int total = 0;
  std::string tables;
  for (const auto& [kind, parts] : errors.items()) {
    if (kind == "model") continue;
    total += cases_of(parts);
    tables += fmt::format("\n## {}\n\n{}", heading(kind), parts_table(kind, parts));
  }
  return fmt::format(
      "# Fidelity: how near nnctl is to Keras\n\n"
      "<!-- made by the golden tests; see tests/golden/README.md -->\n\n"
      "{} cases of Keras 3.15.1 on TensorFlow, run by nnctl in float32 (`tests/golden`). An error is max |a - b| / "
      "max\n"
      "|b| of a tensor, the largest over all cases of a part, rounded up to one digit; float32 rounds at 6e-8. "
      "*Values*\n"
      "are outputs, results, states and weights after updates; *gradients* are of inputs and weights. The figures are "
      "of\n"
      "one machine (AVX-512); another's differ in the last digits, and the tests hold all to the bounds in their "
      "README.\n"
      "\n## Whole models\n\n{}{}\n{}",
      total, models_table(errors.at("model")), tables, differences);
}

/// Without the figures that another machine may have otherwise.
std::string without_errors(const std::string& text) {
  return std::regex_replace(text, std::regex(R"(\| (0|\de-?\d+) )"), "| E ");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: fidelity_page ERRORS DIFFERENCES PAGE [--update]\n";
    return 2;
  }
  const std::string made = page(json::parse(read_file(argv[1])), read_file(argv[2]));
  if (argc > 4) {
    std::ofstream(argv[3]) << made;
    return 0;
  }
  if (without_errors(made) == without_errors(read_file(argv[3]))) return 0;
  std::cerr << argv[3] << " is not up to date: run fidelity_page with --update (tests/golden/README.md)\n";
  return 1;
}
