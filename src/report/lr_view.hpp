// A learning-rate range test as people see it: a small plot and what follows, a picture, and a document.
#pragma once

#include <string>

#include "analysis/lr_range.hpp"
#include "report/json.hpp"
#include "report/line_chart.hpp"
#include "report/look.hpp"

namespace nnctl::report {

struct RangePage {
  std::string name;   ///< of the experiment
  std::string chart;  ///< where the picture lies
  std::string run;    ///< the directory
  std::string next;   ///< the next useful command
  double seconds = 0;
};

std::string range_view(const Look& look, const analysis::RangeTest& test, const analysis::RangeVerdict& verdict,
                       const RangePage& page);
LineChart range_chart(const analysis::RangeTest& test, const analysis::RangeVerdict& verdict, const std::string& name);
/// suggestion (null after a refusal), reason, advice, lowest, steepest, points.
Json range_document(const analysis::RangeTest& test, const analysis::RangeVerdict& verdict, const RangePage& page);

}  // namespace nnctl::report
