#include "cli/requirements.hpp"

#include "cli/exit_code.hpp"

namespace nnctl::cli {

report::Json requirements_json(std::span<const experiment::CheckedRequirement> requirements) {
  const auto number = [](const std::optional<double>& value) {
    return value ? report::number(*value) : report::Json();
  };
  report::Json list = report::Json::array();
  for (const experiment::CheckedRequirement& one : requirements) {
    list.push_back({{"metric", one.metric},
                    {"min", number(one.limits.min)},
                    {"max", number(one.limits.max)},
                    {"value", number(one.value)},
                    {"met", one.is_met}});
  }
  return list;
}

int report_requirements(const Context& context, std::span<const experiment::CheckedRequirement> requirements) {
  int code = kOk;
  for (const experiment::CheckedRequirement& one : requirements) {
    if (one.is_met) continue;
    Diagnostic diagnostic;
    diagnostic.message = experiment::shortfall(one);
    diagnostic.hint =
        code == kOk ? "the run is complete and can be used; 'require' of its config says what is wanted" : "";
    context.console.error(to_string(diagnostic));
    code = kRequirement;
  }
  return code;
}

}  // namespace nnctl::cli
