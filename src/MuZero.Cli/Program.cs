using MuZero.Cli;

return CommandLine.Run(args, Terminal.OfProcess());
