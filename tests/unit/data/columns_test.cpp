#include "data/columns.hpp"

#include <limits>

#include <fmt/format.h>

#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

using Names = std::vector<std::string>;
const Names kHeader = {"title", "danceability", "energy", "tempo", "mfcc_1", "mfcc_2", "genre"};

std::string text_of(const std::vector<ConfigMistake>& mistakes) {
  std::string text;
  for (const ConfigMistake& mistake : mistakes) {
    text += fmt::format("{}: {} [{}]\n", mistake.key_path, mistake.message, mistake.hint);
  }
  return text;
}

DataConfig genre_config() {
  DataConfig config;
  config.target.columns = {"genre"};
  return config;
}

TEST_CASE("features are every column with no other role, or those listed") {
  DataConfig config = genre_config();
  CHECK(resolve_features(kHeader, config) == Names{"title", "danceability", "energy", "tempo", "mfcc_1", "mfcc_2"});
  config.exclude = {"mfcc_*"};
  config.id = "title";
  CHECK(resolve_features(kHeader, config) == Names{"danceability", "energy", "tempo"});
  config.features = {"tempo", "*n*", "mfcc_2"};
  CHECK(resolve_features(kHeader, config) == Names{"tempo", "danceability", "energy"});
}

TEST_CASE("globs") {
  CHECK(matches_glob("mfcc_12", "mfcc_*"));
  CHECK(matches_glob("mfcc_12", "*_1?"));
  CHECK(matches_glob("", "*"));
  CHECK(matches_glob("abcabc", "*abc"));
  CHECK_FALSE(matches_glob("mfcc_12", "mfcc_?"));
  CHECK_FALSE(matches_glob("mfcc", "fcc*"));
  CHECK_FALSE(matches_glob(std::string(5000, 'a'), "*a*a*a*a*a*a*a*a*a*b"));
}

TEST_CASE("names that the header lacks are all reported with the nearest") {
  DataConfig config = genre_config();
  config.target.columns = {"gender"};
  config.features = {"tempo", "danceabilty", "chroma_*"};
  config.exclude = {"zzz"};
  config.id = "titel";
  config.columns.list = {{"Body Mass (g)", ColumnTypeConfig::named("number")}};
  const std::string columns = "columns: title, danceability, energy, tempo, mfcc_1, mfcc_2, genre";
  CHECK(text_of(check_columns(kHeader, config)) ==
        "data.target: unknown column 'gender' in target [did you mean 'genre'? " + columns + "]\n" +
            "data.features[1]: unknown column 'danceabilty' in features [did you mean 'danceability'? " + columns +
            "]\n" + "data.features[2]: 'chroma_*' in features matches no column [" + columns + "]\n" +
            "data.exclude[0]: unknown column 'zzz' in exclude [" + columns + "]\n" +
            "data.id: unknown column 'titel' in id [did you mean 'title'? " + columns + "]\n" +
            "data.columns.\"Body Mass (g)\": unknown column 'Body Mass (g)' in columns [" + columns + "]\n");
}

TEST_CASE("a table without features is a mistake") {
  DataConfig config = genre_config();
  const Names header = {"x", "genre"};
  CHECK(check_columns(header, config).empty());
  config.exclude = {"x"};
  CHECK(text_of(check_columns(header, config)) ==
        "data.features: no column is left to be a feature [columns: x, genre]\n");
}

TEST_CASE("roles exclude each other") {
  DataConfig config = genre_config();
  config.features = {"genre", "title", "tempo", "energy", "energy"};
  config.id = "title";
  config.exclude = {"tempo"};
  CHECK(text_of(check_config(config)) ==
        "data.features[0]: 'genre' is the target, so it cannot be a feature "
        "[the model would be given the answer; remove it here]\n"
        "data.features[1]: 'title' is the id, so it cannot be a feature [remove one of the two]\n"
        "data.features[2]: 'tempo' is excluded too [remove one of the two]\n"
        "data.features[4]: 'energy' is listed twice []\n");
}

TEST_CASE("sizes of the split") {
  const auto mistakes = [](std::optional<double> validation, std::optional<double> test) {
    DataConfig config = genre_config();
    config.split.validation = validation;
    config.split.test = test;
    return text_of(check_config(config));
  };
  CHECK(mistakes({}, {}).empty());
  CHECK(mistakes(0.0, 100.0).empty());
  CHECK(mistakes(-0.1, std::numeric_limits<double>::quiet_NaN()) ==
        "data.split.validation: 'validation' must be a share in [0, 1) or a number of rows, got -0.1 []\n"
        "data.split.test: 'test' must be a share in [0, 1) or a number of rows, got nan []\n");
  CHECK(mistakes(1.5, {}) ==
        "data.split.validation: 'validation' must be a whole number of rows from 1 on, got 1.5 "
        "[a share of the rows is below 1]\n");
  CHECK(mistakes(0.6, 0.4) ==
        "data.split: the shares of validation and test add up to 1 "
        "[they must leave rows to train on: a sum below 1]\n");
  CHECK(mistakes(0.9, {}) ==
        "data.split: the shares of validation and test add up to 1.05 "
        "[they must leave rows to train on: a sum below 1]\n");

  DataConfig config = genre_config();
  config.test.files = {"test.csv"};
  config.split.validation = 0.9;  // the default share of test does not count
  CHECK(check_config(config).empty());
  config.split.test = 0.1;
  CHECK(text_of(check_config(config)) ==
        "data.split.test: 'test' has a source of its own, so it takes no rows of train "
        "[remove data.split.test or data.test]\n");
}

TEST_CASE("targets that cannot be") {
  DataConfig config;
  CHECK(text_of(check_config(config)) ==
        "data.target: 'data' needs 'target' [add 'target: COLUMN': the column to be told]\n");
  config.target = {.columns = {"a", "b", "a"}, .type = TargetType::kCategory, .classes = {}, .positive = {}};
  CHECK(text_of(check_config(config)) ==
        "data.target[2]: target 'a' is listed twice []\n"
        "data.target: 'type: category' and 'classes' are for one target column [remove them: of several columns of 0 "
        "and 1 a loss for classes makes one-hot rows]\n");
  config.target = {.columns = {"a"}, .type = TargetType::kAuto, .classes = {"x", "y", "x"}, .positive = "z"};
  CHECK(text_of(check_config(config)) ==
        "data.target.classes[2]: class 'x' is listed twice []\n"
        "data.target.positive: 'z' is not one of the classes [classes: x, y, x]\n");
  config.target = {.columns = {"a"}, .type = TargetType::kNumber, .classes = {"x"}, .positive = {}};
  config.split.strategy = SplitStrategy::kStratified;
  CHECK(text_of(check_config(config)) ==
        "data.split.strategy: a stratified split needs classes, the target is a number [strategy: random]\n"
        "data.target: a number has no classes [remove 'classes' and 'positive', or type: category]\n"
        "data.target.classes: a classifier needs at least two classes, got one []\n");
}

}  // namespace
}  // namespace nnctl::data
