#include "report/diagnosis_view.hpp"

#include <algorithm>

#include "base/printable.hpp"

namespace nnctl::report {

std::string diagnosis_view(const Look& look, const std::vector<experiment::Finding>& findings) {
  constexpr std::string_view kIndent = "  ";
  std::string text;
  for (const experiment::Finding& finding : findings) {
    std::string name = finding.name;
    std::ranges::replace(name, '_', ' ');
    text += paint(look, Style::kWarning, name) + '\n';
    text += wrap(look, kIndent, printable(finding.evidence));
    text += wrap(look, std::string(kIndent) + (look.unicode ? "→ " : "> "), printable(finding.suggestion));
  }
  return text;
}

}  // namespace nnctl::report
