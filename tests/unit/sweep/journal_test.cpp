// What a kill leaves of a sweep's directory, and the rule that ends trials early.
#include "sweep/journal.hpp"

#include <unistd.h>

#include <cmath>
#include <fstream>

#include <catch2/catch.hpp>

#include "sweep/median_rule.hpp"

namespace nnctl::sweep {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("nnctl_journal_test_" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TrialRecord record(std::int64_t trial) {
  TrialRecord record;
  record.trial = trial;
  record.key = "seed=" + std::to_string(trial);
  record.total_parameters = 31;
  record.seconds = 0.25;
  RepeatRecord repeat;
  repeat.seed = trial;
  repeat.outcome = experiment::Outcome::kCompleted;
  repeat.metrics = {{"loss", 0.1 * static_cast<double>(trial)}, {"val_loss", 1.0 / 3}};
  repeat.epochs = 7;
  repeat.weights_hash = "abc";
  repeat.curve = {0.5, std::nan(""), 1.0 / 3};
  record.repeats = {repeat};
  summarize(record);
  return record;
}

}  // namespace

TEST_CASE("a record reads back as it was written, to the last bit") {
  const TrialRecord before = record(3);
  const TrialRecord after = read_journal_line(journal_line(before), "j:1");
  CHECK(after.trial == 3);
  CHECK(after.key == before.key);
  CHECK(after.outcome == experiment::Outcome::kCompleted);
  CHECK(after.mean == before.mean);
  CHECK(after.repeats[0].metrics == before.repeats[0].metrics);
  CHECK(after.repeats[0].weights_hash == "abc");
  CHECK(std::isnan(after.repeats[0].curve[1]));
  CHECK(after.repeats[0].curve[2] == 1.0 / 3);
  CHECK_THROWS_AS(read_journal_line("{\"trial\": 1}", "j:1"), UserError);
}

TEST_CASE("a journal that is cut at any byte keeps its whole lines and goes on") {
  const Folder folder;
  {
    Journal journal(folder.path(), "# nnctl 0\n", false);
    journal.append(record(1));
    journal.append(record(2));
  }
  const std::string whole = read_file(Journal::file(folder.path()));
  const std::size_t first = whole.find('\n') + 1;
  for (std::size_t size = 0; size <= whole.size(); size += 7) {
    std::ofstream(Journal::file(folder.path()), std::ios::trunc) << whole.substr(0, size);
    {
      Journal journal(folder.path(), "# nnctl 0\n", false);
      CHECK((journal.find("seed=1") != nullptr) == (size >= first));
      CHECK((journal.find("seed=2") != nullptr) == (size == whole.size()));
      journal.append(record(4));
    }
    const Journal again(folder.path(), "# nnctl 0\n", false);
    CHECK(again.find("seed=4") != nullptr);
  }
}

TEST_CASE("another definition is refused with the difference, or taken where the config is the same") {
  const Folder folder;
  { const Journal journal(folder.path(), "# nnctl 0\na: 1\nsweep:\n  seed: [1]\n", false); }
  try {
    const Journal journal(folder.path(), "# nnctl 0\na: 1\nsweep:\n  seed: [1, 2]\n", false);
    FAIL("not refused");
  } catch (const UserError& error) {
    CHECK_THAT(error.what(), Catch::Contains("it had 'seed: [1]', now there is 'seed: [1, 2]'"));
  }
  const Journal extended(folder.path(), "# nnctl 0\na: 1\nsweep:\n  seed: [1, 2]\n", true);
  CHECK_THROWS_AS(Journal(folder.path(), "# nnctl 0\na: 2\nsweep:\n  seed: [1, 2]\n", true), UserError);
}

TEST_CASE("a trial is blamed for deaths that only it can have caused") {
  const Folder folder;
  const fs::path path = folder.path() / "attempts";
  const auto deaths = [&](const std::string& text) {
    std::ofstream(path, std::ios::trunc) << text;
    return Attempts(path).deaths("x");
  };
  CHECK(deaths("process\nbegin x\n") == 0);          // too short to tell
  CHECK(deaths("process\nbegin x\nslow x\n") == 1);  // it had run for a while
  CHECK(deaths("process\nbegin x\nfault\n") == 1);   // the program's own fault
  CHECK(deaths("process\nbegin x\nslow x\nend x\n") == 0);
  CHECK(deaths("process\nbegin x\nslow x\nrelease\n") == 0);
  CHECK(deaths("process\nbegin x\nslow x\nprocess\nbegin x\nslow x\n") == 2);
  CHECK(deaths("process\nbegin x\nslow x\nprocess\nbegin y\nend y\nbegin x\nslow x\n") == 1);  // y made headway
}

TEST_CASE("the median rule ends a trial that is behind the middle of those before it") {
  const experiment::SweepPruning config{.min_epochs = 2, .min_trials = 3};
  const MedianRule rule(config, {{0.9, 0.5, 0.4}, {0.8, 0.6, 0.7}, {0.7, 0.9}});
  CHECK_FALSE(rule.prunes({5.0}));       // every trial gets two epochs
  CHECK_FALSE(rule.prunes({5.0, 0.6}));  // the best so far are 0.5, 0.6, 0.7
  CHECK(rule.prunes({5.0, 0.61}));
  CHECK_FALSE(rule.prunes({0.55, 0.61}));     // its best counts
  CHECK_FALSE(rule.prunes({5.0, 5.0, 5.0}));  // only two trials came as far
  const MedianRule few(config, {{0.1, 0.1}});
  CHECK_FALSE(few.prunes({5.0, 5.0}));
}

TEST_CASE("two processes are not at one sweep, and a directory is a sweep's by its definition") {
  const Folder folder;
  CHECK_FALSE(Journal::is_in(folder.path()));
  {
    const Journal journal(folder.path(), "# nnctl 0\n", false);
    CHECK(Journal::is_in(folder.path()));
    CHECK_THROWS_WITH(Journal(folder.path(), "# nnctl 0\n", false), Catch::Contains("another process is at the sweep"));
  }
  CHECK_NOTHROW(Journal(folder.path(), "# nnctl 0\n", false));

  write_file_atomically(folder.path() / "definition.yaml", "my own notes\n");
  CHECK_THROWS_WITH(Journal(folder.path(), "# nnctl 0\n", true), Catch::Contains("is not the definition of a sweep"));
}

}  // namespace nnctl::sweep
