using Aisle.Host;

return await CommandLine.RunAsync(CommandLine.Create(new CommandRunner()), args, Console.Out, Console.Error);
