// What `nnctl eval` prints: metrics beside the baselines, then for categories how each class fared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/look.hpp"
#include "report/scores.hpp"

namespace nnctl::report {

struct ClassFigures {
  std::string name;
  double precision = 0;  ///< NaN where it is not defined
  double recall = 0;     ///< NaN the same
  double f1 = 0;         ///< NaN the same
  std::int64_t support = 0;
};

struct EvaluationPage {
  std::string split;  ///< "test"; for other data its file
  std::int64_t samples = 0;
  std::vector<Score> scores;                         ///< the model first, then the baselines
  std::vector<ClassFigures> classes;                 ///< empty unless the target is a category
  std::vector<ClassFigures> averages;                ///< over the classes: "macro"
  std::vector<std::vector<std::int64_t>> confusion;  ///< [true][predicted], in the order of `classes`; may be empty
  std::string run;
  std::string next;  ///< the next useful command
};

/// Of more than 40 classes the 20 with the lowest f1 are shown; of more than 12 the confusions that are the most
/// frequent instead of the whole matrix.
std::string evaluation_view(const Look& look, const EvaluationPage& page);

/// `averages` stand below the classes.
std::string class_table(const Look& look, const std::vector<ClassFigures>& classes,
                        const std::vector<ClassFigures>& averages = {});
/// `counts[true][predicted]`. Column titles are the classes, or their numbers where the names are too wide.
std::string confusion_matrix(const Look& look, const std::vector<std::string>& classes,
                             const std::vector<std::vector<std::int64_t>>& counts);
/// The `limit` most frequent mistakes, a row each: true, predicted, count.
std::string frequent_confusions(const Look& look, const std::vector<std::string>& classes,
                                const std::vector<std::vector<std::int64_t>>& counts, std::size_t limit);

}  // namespace nnctl::report
