CREATE TABLE `network_profile` (
	`station_id` integer NOT NULL,
	`slot` integer NOT NULL,
	`profile` text NOT NULL,
	`written_at` integer NOT NULL,
	PRIMARY KEY(`station_id`, `slot`),
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `setting_snapshot` (
	`id` text PRIMARY KEY NOT NULL,
	`station_id` integer NOT NULL,
	`name` text NOT NULL,
	`settings` text NOT NULL,
	`taken_at` integer NOT NULL,
	`taken_by` text NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `setting_snapshot_station` ON `setting_snapshot` (`station_id`,`taken_at`);--> statement-breakpoint
CREATE TABLE `setup_plan` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`vendor` text,
	`model` text,
	`enabled` integer DEFAULT true NOT NULL,
	`holds` integer DEFAULT false NOT NULL,
	`tasks` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `setup_result` (
	`station_id` integer NOT NULL,
	`task` text NOT NULL,
	`state` text NOT NULL,
	`detail` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`station_id`, `task`),
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `station_monitor` (
	`station_id` integer NOT NULL,
	`monitor_id` integer NOT NULL,
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`value` real NOT NULL,
	`severity` integer NOT NULL,
	`only_in_session` integer NOT NULL,
	`read_at` integer NOT NULL,
	PRIMARY KEY(`station_id`, `monitor_id`),
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `station_report` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` integer NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`parts` text NOT NULL,
	`last_part` integer,
	`entries` integer DEFAULT 0 NOT NULL,
	`requested_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `station_report_station` ON `station_report` (`station_id`,`id`);--> statement-breakpoint
ALTER TABLE `station_setting` ADD `unit` text;--> statement-breakpoint
ALTER TABLE `station_setting` ADD `data_type` text;--> statement-breakpoint
ALTER TABLE `station_setting` ADD `min_limit` real;--> statement-breakpoint
ALTER TABLE `station_setting` ADD `max_limit` real;--> statement-breakpoint
ALTER TABLE `station_setting` ADD `values_list` text;--> statement-breakpoint
ALTER TABLE `station_setting` ADD `supports_monitoring` integer;