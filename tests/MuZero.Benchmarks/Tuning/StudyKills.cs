using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MuZero.Benchmarks.Farm;
using MuZero.Numerics;
using MuZero.Tuning.Studies;

namespace MuZero.Benchmarks.Tuning;

/// <summary>kill -9 of workers, and of Redis, 20 each, while eight processes work on a study.</summary>
internal static class StudyKills
{
    private const int Processes = 8, Kills = 20, Pause = 50;
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(700);

    public static void OfWorkers() => StudyBenchmarks.ForEachStorage((_, fresh) => Run(fresh(), "workers", crew => crew.KillOne()));

    public static void OfRedis()
    {
        using RedisProcess redis = new();
        Run(new StudyPlace("redis", redis.Endpoint), "Redis", _ =>
        {
            redis.Kill();
            redis.Start();
        });
    }

    private static void Run(StudyPlace place, string killed, Action<Crew> kill)
    {
        const int Trials = 3000;
        using Crew crew = new(place, Trials);
        int kills = 0;
        SpinWait.SpinUntil(() => crew.HasEnded || crew.Told.Count > 200);
        for (; kills < Kills && !crew.HasEnded; kills++)
        {
            Thread.Sleep(_between);
            kill(crew);
        }

        crew.WaitForAll();
        using Study study = place.OpenStudy();
        Check(study, crew.Told, Trials, out string fault);
        Line.Write($"study in {place.Storage}, kills of {killed}", kills, "kills", 0.0, fault);
    }

    private static void Check(Study study, ConcurrentQueue<(int Number, double Value)> told, int trials, out string fault)
    {
        IReadOnlyList<Trial> all = study.Trials;
        int settled = study.Read(state => state.Settled),
            lost = told.Count(trial => all.ElementAtOrDefault(trial.Number) is not { State: TrialState.Complete } kept
            || kept.Value != trial.Value);
        int complete = all.Count(trial => trial.State == TrialState.Complete), running = all.Count(trial => !trial.IsFinished);
        int twice = all.Where(trial => trial.State == TrialState.Complete).GroupBy(First).Count(chain => chain.Count() > 1);
        int again = all.Count(trial => RetriedTrial.Before(trial).Any());
        fault = $"{settled} settled of {trials} asked for, {complete} complete, {again} tried again, {told.Count} acknowledged, {lost} of "
            + "them lost, "
            + $"{twice} complete twice, {running} unfinished: "
                + $"{(settled == trials && lost + twice + running == 0 && complete == trials ? "as it must be" : "FAULT")}";
    }

    private static int First(Trial trial) => RetriedTrial.Before(trial).FirstOrDefault(trial.Number);

    /// <summary>The workers; a killed one is replaced.</summary>
    private sealed class Crew(StudyPlace place, int trials) : IDisposable
    {
        private readonly RandomStream _random = new(1);
        private readonly ConcurrentQueue<(int Number, double Value)> _told = [];
        private readonly List<Process> _processes = [];

        public ConcurrentQueue<(int Number, double Value)> Told => _told;

        public bool HasEnded
        {
            get
            {
                while (_processes.Count < Processes)
                {
                    Add();
                }

                return _processes.TrueForAll(process => process.HasExited);
            }
        }

        public void KillOne()
        {
            int victim = _random.Next(_processes.Count);
            _processes[victim].Kill();
            _processes[victim].WaitForExit();
            _processes.RemoveAt(victim);
            Add();
        }

        public void WaitForAll() => _processes.ForEach(process => process.WaitForExit());

        public void Dispose() => _processes.ForEach(process => process.Dispose());

        private void Add()
        {
            Process process = StudyWorker.Start(place, trials, Pause);
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data?.Split(' ') is [var number, var value])
                {
                    _told.Enqueue((int.Parse(number, CultureInfo.InvariantCulture), double.Parse(value, CultureInfo.InvariantCulture)));
                }
            };
            process.BeginOutputReadLine();
            _processes.Add(process);
        }
    }
}
