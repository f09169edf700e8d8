#include "sweep/runner.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "schema/scalar.hpp"
#include "sweep/median_rule.hpp"
#include "sweep/training_cost.hpp"
#include "sweep/unit_queue.hpp"

namespace nnctl::sweep {

namespace {

using experiment::LoadedConfig;
using experiment::Outcome;
using experiment::TrialResult;
using Clock = std::chrono::steady_clock;

constexpr int kMostDeaths = 2;      // of processes in one trial, before it is given up
constexpr std::int64_t kAhead = 8;  // trainings a worker that are in line, where they are known ahead
constexpr std::chrono::seconds kSlow{1};
constexpr std::chrono::milliseconds kGlance{100};

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

struct JobState {
  std::size_t number = 0;  // from 0
  Job job;
  TrialRecord record;
  std::shared_ptr<const MedianRule> pruning;
  std::int64_t to_run = 0;  // repeats that have not ended
  bool running = false;
  bool ended = false;
  bool interrupted = false;
  bool slow = false;
  double loss = std::numeric_limits<double>::infinity();
  Clock::time_point begin;
};

// Whether which trials there are hangs neither on results nor on time, and how long they take can be told without
// reading other data.
bool is_known_ahead(const SweepPlan& plan) {
  using experiment::SweepStrategy;
  const bool searches = plan.strategy == SweepStrategy::kTpe || plan.strategy == SweepStrategy::kHyperband;
  return !searches && !plan.block->prune && !plan.block->budget &&
         std::ranges::none_of(plan.block->parameters.list, [](const experiment::ParameterSpec& parameter) {
           return parameter.path().starts_with("data");
         });
}

class Runner final : public History {
 public:
  Runner(const SweepPlan& plan, experiment::SharedData& data, Journal& journal, const RunnerOptions& options,
         SweepObserver& observer, const std::atomic<bool>& interrupted)
      : plan_(plan),
        data_(data),
        journal_(journal),
        options_(options),
        observer_(observer),
        interrupted_(interrupted),
        strategy_(begin_strategy(plan, data)),
        begin_(Clock::now()) {}

  SweepResult run() {
    if (options_.workers > 1 && is_known_ahead(plan_)) most_ready_ = kAhead * options_.workers;
    std::vector<std::thread> workers;
    live_workers_ = options_.workers;
    for (int i = 0; i < options_.workers; ++i) {
      workers.emplace_back([this] { work(); });
    }
    watch();
    for (std::thread& worker : workers) worker.join();
    if (fault_) std::rethrow_exception(fault_);
    journal_.attempts().release();
    SweepResult result;
    const bool stopped = std::ranges::any_of(jobs_, [](const JobState& job) { return !job.ended; });
    result.status = stopped || interrupted_              ? SweepStatus::kInterrupted
                    : out_of_budget_ && !all_handed_out_ ? SweepStatus::kOutOfBudget
                                                         : SweepStatus::kCompleted;
    for (JobState& job : jobs_) {
      if (job.ended) result.jobs.push_back(std::move(job.record));
    }
    return result;
  }

  std::optional<double> loss(std::int64_t job) const override {
    const JobState& state = jobs_[static_cast<std::size_t>(job)];
    return state.ended ? std::optional(state.loss) : std::nullopt;
  }

 private:
  enum class Answer { kUnit, kWait, kEnd };

  // --- on the workers' threads

  void work() {
    ThreadPool pool(options_.threads);
    std::unique_lock lock(mutex_);
    try {
      while (!fault_) {
        Unit unit;
        const Answer answer = next_unit(unit);
        if (answer == Answer::kEnd) break;
        if (answer == Answer::kWait) {
          changed_.wait(lock);
          continue;
        }
        JobState& state = jobs_[unit.job];
        lock.unlock();
        TrialResult result = run_unit(state, unit.repeat, pool);
        lock.lock();
        --units_running_;
        alone_ = false;
        finish_unit(state, unit.repeat, std::move(result));
        changed_.notify_all();
      }
    } catch (...) {
      if (!lock.owns_lock()) lock.lock();
      if (!fault_) fault_ = std::current_exception();
      stop_.store(true);
    }
    --live_workers_;
    changed_.notify_all();
  }

  Answer next_unit(Unit& unit) {
    while (ready_.size() < most_ready_ && !all_handed_out_) {
      const Answer answer = hand_out();
      if (answer == Answer::kUnit) continue;
      if (ready_.empty()) return answer;
      break;
    }
    if (ready_.empty() || interrupted_ || stop_) return Answer::kEnd;
    if (alone_) return Answer::kWait;
    unit = most_ready_ > 1 && all_handed_out_ ? ready_.pop_longest() : ready_.pop_first();
    // One in which a process died before runs alone: if it dies again there is no doubt in which
    if (units_running_ > 0 && is_suspect(jobs_[unit.job])) {
      ready_.push(unit);
      return Answer::kWait;
    }
    JobState& state = jobs_[unit.job];
    ++units_running_;
    alone_ = is_suspect(state);
    if (!state.running) {
      state.running = true;
      state.begin = Clock::now();
      journal_.attempts().begin(state.record.key);
    }
    return Answer::kUnit;
  }

  // One job more: in line, or ended already.
  Answer hand_out() {
    if (interrupted_ || stop_) return Answer::kEnd;
    if (plan_.block->budget && seconds_since(begin_) >= plan_.block->budget->seconds) {
      out_of_budget_ = true;
      return Answer::kEnd;
    }
    if (plan_.block->prune && !are_ended(std::ssize(jobs_) - plan_.block->lag)) return Answer::kWait;
    JobState state;
    const Next next = strategy_->next(*this, state.job);
    if (next == Next::kWait) return Answer::kWait;
    if (next == Next::kEnd) {
      all_handed_out_ = true;
      changed_.notify_all();
      return Answer::kEnd;
    }
    add(std::move(state));
    return Answer::kUnit;
  }

  bool is_suspect(const JobState& state) const { return journal_.attempts().deaths(state.record.key) > 0; }

  bool are_ended(std::int64_t count) const {
    for (std::int64_t i = 0; i < count; ++i) {
      if (!jobs_[static_cast<std::size_t>(i)].ended) return false;
    }
    return true;
  }

  // A job out of the journal has ended; another one gets its trainings in line.
  void add(JobState state) {
    const std::int64_t repeats = plan_.block->repeats;
    Assignment assignment = plan_.space->assignment(state.job.point);
    const std::string key = trial_key(assignment, state.job.epochs, repeats);
    const TrialRecord* known = journal_.find(key);
    if (known != nullptr) state.record = *known;
    state.record.trial = state.job.trial;
    state.record.assignment = std::move(assignment);
    state.record.epochs = state.job.epochs;
    state.record.key = key;
    if (plan_.block->prune) state.pruning = median_rule(std::ssize(jobs_) - plan_.block->lag);
    state.number = jobs_.size();
    jobs_.push_back(std::move(state));
    JobState& added = jobs_.back();
    if (known != nullptr) {
      end(added, /*resumed=*/true);
    } else if (journal_.attempts().deaths(key) >= kMostDeaths) {
      added.record.outcome = Outcome::kFailed;
      added.record.reason = fmt::format(
          "the process died in it {} times (killed, out of memory or a crash); to try it again, delete its "
          "line in {}",
          kMostDeaths, Journal::file({}).string());
      journal_.append(added.record);
      journal_.attempts().end(key);  // without its line it begins anew
      end(added, /*resumed=*/false);
    } else {
      added.to_run = repeats;
      added.record.repeats.resize(static_cast<std::size_t>(repeats));
      for (std::int64_t repeat = 0; repeat < repeats; ++repeat) ready_.push({jobs_.size() - 1, repeat});
    }
  }

  std::shared_ptr<const MedianRule> median_rule(std::int64_t count) const {
    std::vector<std::vector<double>> curves;
    for (std::int64_t i = 0; i < count; ++i) {
      const TrialRecord& record = jobs_[static_cast<std::size_t>(i)].record;
      if (!experiment::is_scored(record.outcome)) continue;
      std::vector<double> losses;
      for (const double value : record.repeats.front().curve) losses.push_back(plan_.loss(value));
      curves.push_back(std::move(losses));
    }
    return std::make_shared<const MedianRule>(*plan_.block->prune, curves);
  }

  std::vector<double> metric_curve(const std::vector<train::EpochEvent>& epochs) const {
    std::vector<double> curve;
    for (const train::EpochEvent& epoch : epochs) {
      const double* value = train::find_log(epoch.logs, plan_.block->metric.name);
      curve.push_back(value != nullptr ? *value : std::numeric_limits<double>::quiet_NaN());
    }
    return curve;
  }

  TrialResult run_unit(JobState& state, std::int64_t repeat, ThreadPool& pool) {
    experiment::TrialHooks hooks;
    hooks.prunes = [this, &state](const std::vector<train::EpochEvent>& epochs) {
      if (state.job.epochs > 0) return std::ssize(epochs) >= state.job.epochs;
      if (!state.pruning) return false;
      std::vector<double> losses = metric_curve(epochs);
      for (double& value : losses) value = plan_.loss(value);
      return state.pruning->prunes(losses);
    };
    if (options_.ended && repeat == 0) {
      hooks.ended = [this, &state](const experiment::Training& training, const TrialResult& result) {
        state.record.run = options_.ended(state.job.trial, training, result);
      };
    }
    LoadedConfig config;
    try {
      config = experiment::load_variant(plan_.base, state.record.assignment, repeat);
    } catch (const UserError& error) {
      TrialResult failed;
      failed.reason = error.diagnostics().front().message;
      return failed;
    }
    return experiment::run_trial(std::move(config), data_, pool, stop_, hooks);
  }

  // The seed may be swept itself.
  std::int64_t seed_of(const Assignment& assignment) const {
    const auto swept =
        std::ranges::find(assignment, "seed", [](const schema::Entry& entry) { return entry.key.text(); });
    if (swept == assignment.end()) return plan_.base.config.seed;
    return static_cast<std::int64_t>(schema::as_number(swept->value).value_or(0));
  }

  void finish_unit(JobState& state, std::int64_t repeat, TrialResult result) {
    RepeatRecord& record = state.record.repeats[static_cast<std::size_t>(repeat)];
    record.seed = seed_of(state.record.assignment) + repeat;
    record.outcome = result.outcome;
    record.reason = result.reason;
    record.metrics = std::move(result.metrics);
    record.epochs = result.epochs;
    record.best_epoch = result.best_epoch;
    record.weights_hash = std::move(result.weights_hash);
    record.curve = metric_curve(result.curve);
    if (experiment::is_scored(record.outcome) && train::find_log(record.metrics, plan_.block->metric.name) == nullptr) {
      record.outcome = Outcome::kFailed;
      record.reason = fmt::format("'{}' is not computed", plan_.block->metric.name);
    }
    state.record.total_parameters = std::max(state.record.total_parameters, result.total_parameters);
    state.record.seconds += result.seconds;
    state.interrupted = state.interrupted || result.outcome == Outcome::kInterrupted;
    if (--state.to_run > 0) return;
    state.running = false;
    if (state.interrupted) return;
    summarize(state.record);
    journal_.append(state.record);
    journal_.attempts().end(state.record.key);
    end(state, /*resumed=*/false);
  }

  void end(JobState& state, bool resumed) {
    const double* value = train::find_log(state.record.mean, plan_.block->metric.name);
    if (value != nullptr && !std::isnan(*value)) state.loss = plan_.loss(*value);
    state.ended = true;
    news_.emplace_back(state.number, resumed);
  }

  // --- on the caller's thread

  void watch() {
    std::unique_lock lock(mutex_);
    while (true) {
      if (interrupted_) stop_.store(true);
      while (!news_.empty()) {
        const auto [job, resumed] = news_.front();
        news_.pop_front();
        const TrialRecord record = jobs_[job].record;
        lock.unlock();
        observer_.on_trial(record, resumed);
        lock.lock();
      }
      for (JobState& state : jobs_) {
        if (!state.running || state.slow || Clock::now() - state.begin < kSlow) continue;
        state.slow = true;
        journal_.attempts().slow(state.record.key);
      }
      tell(lock);
      if (live_workers_ == 0 && news_.empty()) return;
      if (news_.empty()) changed_.wait_for(lock, kGlance);
    }
  }

  void tell(std::unique_lock<std::mutex>& lock) {
    SweepProgress progress;
    TrialRecord best;
    double least = std::numeric_limits<double>::infinity();
    std::size_t best_job = 0;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      progress.done += jobs_[i].ended ? 1 : 0;
      progress.running += jobs_[i].running ? 1 : 0;
      if (!jobs_[i].ended || jobs_[i].loss >= least) continue;
      least = jobs_[i].loss;
      best_job = i;
    }
    if (least < std::numeric_limits<double>::infinity()) {
      best = jobs_[best_job].record;
      progress.best = &best;
    }
    progress.total = strategy_->total();
    progress.seconds = seconds_since(begin_);
    lock.unlock();
    observer_.on_progress(progress);
    lock.lock();
  }

  const SweepPlan& plan_;
  experiment::SharedData& data_;
  Journal& journal_;
  const RunnerOptions& options_;
  SweepObserver& observer_;
  const std::atomic<bool>& interrupted_;
  std::unique_ptr<Strategy> strategy_;
  std::int64_t most_ready_ = 1;  // trainings in line
  Clock::time_point begin_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<JobState> jobs_;  // a deque: what workers refer to stays where it is
  UnitQueue ready_{[this](std::size_t job) { return training_cost(plan_, data_, jobs_[job].record.assignment); }};
  std::deque<std::pair<std::size_t, bool>> news_;
  std::atomic<bool> stop_ = false;
  bool all_handed_out_ = false;
  bool out_of_budget_ = false;
  int live_workers_ = 0;
  int units_running_ = 0;
  bool alone_ = false;  // the one that runs is a suspect
  std::exception_ptr fault_;
};

}  // namespace

SweepResult run_sweep(const SweepPlan& plan, experiment::SharedData& data, Journal& journal,
                      const RunnerOptions& options, SweepObserver& observer, const std::atomic<bool>& interrupted) {
  return Runner(plan, data, journal, options, observer, interrupted).run();
}

}  // namespace nnctl::sweep
