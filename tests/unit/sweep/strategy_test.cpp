// Strategies on made-up losses: what they propose, in which order, and that the order of ending does not matter.
#include "sweep/strategy.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "spaces.hpp"

namespace nnctl::sweep {
namespace {

using experiment::SweepStrategy;
using LossOf = std::function<double(const Job&)>;

class Losses final : public History {
 public:
  std::optional<double> loss(std::int64_t job) const override {
    const auto found = ended.find(job);
    return found == ended.end() ? std::nullopt : std::optional(found->second);
  }
  std::map<std::int64_t, double> ended;
};

// Runs a strategy with `workers` jobs at a time; the one begun last ends first.
std::vector<Job> run(const Space& space, const StrategyOptions& options, const LossOf& loss, std::size_t workers) {
  const auto strategy = make_strategy(space, options);
  Losses losses;
  std::vector<Job> jobs;
  std::vector<std::int64_t> running;
  while (true) {
    Job job;
    const Next next = running.size() < workers ? strategy->next(losses, job) : Next::kWait;
    if (next == Next::kJob) {
      running.push_back(std::ssize(jobs));
      jobs.push_back(job);
      continue;
    }
    if (running.empty()) {
      REQUIRE(next == Next::kEnd);
      return jobs;
    }
    losses.ended[running.back()] = loss(jobs[static_cast<std::size_t>(running.back())]);
    running.pop_back();
  }
}

std::vector<std::string> texts(const Space& space, const std::vector<Job>& jobs) {
  std::vector<std::string> list;
  for (const Job& job : jobs) {
    list.push_back(std::to_string(job.trial) + " " + to_text(space.assignment(job.point)) + " " +
                   std::to_string(job.epochs));
  }
  return list;
}

double bowl(const Job& job) {
  double loss = 0;
  for (const double x : job.point) loss += std::isnan(x) ? 0.1 : (x - 0.3) * (x - 0.3);
  return loss;
}

constexpr const char* kMixed =
    "parameters: {a: {uniform: [0, 1]}, b: {log_uniform: [1e-4, 1]}, c: [x, y, z], d: {values: [1, 2], when: {c: y}}}";

StrategyOptions options(SweepStrategy kind, std::int64_t trials = 0) {
  StrategyOptions options;
  options.kind = kind;
  options.trials = trials;
  options.seed = 5;
  options.epochs = 27;
  return options;
}

}  // namespace

TEST_CASE("a grid is every combination once, the last key fastest") {
  const ReadSpace read = read_space("parameters: {a: [1, 2], b: {values: [3, 4], when: {a: 2}}, c: [5, 6]}");
  const std::vector<Job> jobs = run(*read.space, options(SweepStrategy::kGrid), bowl, 3);
  CHECK(texts(*read.space, jobs) == std::vector<std::string>{"1 a=1 c=5 0", "2 a=1 c=6 0", "3 a=2 b=3 c=5 0",
                                                             "4 a=2 b=3 c=6 0", "5 a=2 b=4 c=5 0", "6 a=2 b=4 c=6 0"});
}

TEST_CASE("no strategy's jobs depend on how many run at a time or which ends first") {
  const ReadSpace read = read_space(kMixed);
  for (const SweepStrategy kind :
       {SweepStrategy::kRandom, SweepStrategy::kHalton, SweepStrategy::kTpe, SweepStrategy::kHyperband}) {
    const std::vector<std::string> alone = texts(*read.space, run(*read.space, options(kind, 40), bowl, 1));
    CHECK(std::set(alone.begin(), alone.end()).size() == alone.size());
    CHECK(alone.size() >= 40);
    for (const std::size_t workers : {2, 3, 7, 64}) {
      CHECK(texts(*read.space, run(*read.space, options(kind, 40), bowl, workers)) == alone);
    }
    StrategyOptions other = options(kind, 40);
    other.seed = 6;
    CHECK(texts(*read.space, run(*read.space, other, bowl, 1)) != alone);
  }
}

TEST_CASE("a small space is not drawn twice, and what is not allowed not at all") {
  const ReadSpace read = read_space("parameters: {a: [1, 2, 3], b: [1, 2, 3]}");
  for (const SweepStrategy kind : {SweepStrategy::kRandom, SweepStrategy::kHalton, SweepStrategy::kTpe}) {
    CHECK(run(*read.space, options(kind, 30), bowl, 2).size() == 9);
    StrategyOptions limited = options(kind, 30);
    limited.allowed = [](const Point& point) { return point[0] < 0.5; };
    const std::vector<Job> jobs = run(*read.space, limited, bowl, 2);
    CHECK(jobs.size() == 6);
    CHECK(std::ranges::all_of(jobs, [](const Job& job) { return job.point[0] < 0.5; }));
  }
}

TEST_CASE("the Halton sequence fills the square more evenly than chance") {
  const ReadSpace read = read_space("parameters: {a: {uniform: [0, 1]}, b: {uniform: [0, 1]}}");
  const auto empty_cells = [&](SweepStrategy kind) {
    std::set<std::pair<int, int>> cells;
    for (const Job& job : run(*read.space, options(kind, 100), bowl, 1)) {
      cells.emplace(static_cast<int>(job.point[0] * 8), static_cast<int>(job.point[1] * 8));
    }
    return 64 - static_cast<int>(cells.size());
  };
  CHECK(empty_cells(SweepStrategy::kHalton) <= 4);
  CHECK(empty_cells(SweepStrategy::kRandom) >= 8);
}

TEST_CASE("the Parzen estimator finds a bowl's bottom sooner than chance") {
  const ReadSpace read =
      read_space("parameters: {a: {uniform: [0, 1]}, b: {uniform: [0, 1]}, c: {uniform: [0, 1]}, d: [p, q, r, s, t]}");
  const auto best = [&](SweepStrategy kind) {
    std::vector<double> found;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      StrategyOptions one = options(kind, 60);
      one.seed = seed;
      double least = 1e9;
      for (const Job& job : run(*read.space, one, bowl, 2)) least = std::min(least, bowl(job));
      found.push_back(least);
    }
    std::ranges::sort(found);
    return found[10];
  };
  CHECK(best(SweepStrategy::kTpe) < 0.6 * best(SweepStrategy::kRandom));
}

TEST_CASE("Hyperband's brackets are those of its paper") {
  // Li et al., table 1, with R = 81 and eta = 3; here R = 27: n and r by bracket
  const ReadSpace read = read_space("parameters: {a: {uniform: [0, 1]}}");
  const std::vector<Job> jobs = run(*read.space, options(SweepStrategy::kHyperband), bowl, 2);
  std::map<std::int64_t, std::vector<std::int64_t>> epochs;  // by trial
  for (const Job& job : jobs) epochs[job.trial].push_back(job.epochs);
  std::map<std::vector<std::int64_t>, int> counts;
  for (const auto& [trial, list] : epochs) ++counts[list];
  // s = 3: 27 trials from 1 epoch on, s = 2: 12 from 3, s = 1: 6 from 9, s = 0: 4 with all
  CHECK(counts[{1}] == 18);
  CHECK(counts[{1, 3}] == 6);
  CHECK(counts[{1, 3, 9}] == 2);
  CHECK(counts[{1, 3, 9, 27}] == 1);
  CHECK(counts[{3}] == 8);
  CHECK(counts[{3, 9}] == 3);
  CHECK(counts[{3, 9, 27}] == 1);
  CHECK(counts[{9}] == 4);
  CHECK(counts[{9, 27}] == 2);
  CHECK(counts[{27}] == 4);
  // Those that went on were the best of their rung
  std::map<std::int64_t, double> losses;
  for (const Job& job : jobs) losses[job.trial] = bowl(job);
  double worst_on = 0;
  double best_out = 1e9;
  for (const auto& [trial, list] : epochs) {
    if (list.front() != 1) continue;
    if (list.size() > 1) worst_on = std::max(worst_on, losses[trial]);
    if (list.size() == 1) best_out = std::min(best_out, losses[trial]);
  }
  CHECK(worst_on <= best_out);
}

}  // namespace nnctl::sweep
