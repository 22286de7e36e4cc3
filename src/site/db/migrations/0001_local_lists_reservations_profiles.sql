CREATE TABLE `charging_notice` (
	`station_id` integer NOT NULL,
	`evse_no` integer NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`received_at` integer NOT NULL,
	`data` text NOT NULL,
	`answered_at` integer,
	PRIMARY KEY(`station_id`, `evse_no`, `kind`, `source`),
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `charging_profile` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` integer NOT NULL,
	`evse_no` integer NOT NULL,
	`purpose` text NOT NULL,
	`stack_level` integer NOT NULL,
	`transaction_id` integer,
	`kind` text NOT NULL,
	`recurrency` text,
	`valid_from` integer,
	`valid_to` integer,
	`schedule` text NOT NULL,
	`author` text NOT NULL,
	`state` text NOT NULL,
	`problem` text,
	`created_at` integer NOT NULL,
	`sent_at` integer,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`transaction_id`) REFERENCES `transaction`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `charging_profile_station` ON `charging_profile` (`station_id`);--> statement-breakpoint
CREATE INDEX `charging_profile_session` ON `charging_profile` (`transaction_id`);--> statement-breakpoint
CREATE TABLE `charging_traits` (
	`station_id` integer PRIMARY KEY NOT NULL,
	`units` text,
	`units_set` text,
	`max_stack_level` integer,
	`max_stack_level_set` integer,
	`max_periods` integer,
	`max_profiles` integer,
	`phases` integer,
	`phases_set` integer,
	`voltage_set` integer,
	`read_at` integer,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `local_list` (
	`station_id` integer PRIMARY KEY NOT NULL,
	`version` integer,
	`state` text DEFAULT 'unknown' NOT NULL,
	`learnt_from` text,
	`max_entries` integer,
	`left_out` integer DEFAULT 0 NOT NULL,
	`problem` text,
	`changed_at` integer,
	`cache_cleared_after` text,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `local_list_entry` (
	`station_id` integer NOT NULL,
	`id_tag` text NOT NULL,
	`status` text NOT NULL,
	`group_id_tag` text,
	`expires_at` integer,
	PRIMARY KEY(`station_id`, `id_tag`),
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `reservation` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uid` text NOT NULL,
	`account_id` text NOT NULL,
	`station_id` integer NOT NULL,
	`connector_id` integer,
	`tag_id` text NOT NULL,
	`id_tag` text NOT NULL,
	`group_id_tag` text,
	`user_id` text,
	`state` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`reason` text,
	`transaction_uid` text,
	`untold` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`connector_id`) REFERENCES `connector`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tag_id`) REFERENCES `tag`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reservation_uid` ON `reservation` (`uid`);--> statement-breakpoint
CREATE INDEX `reservation_open` ON `reservation` (`station_id`) WHERE state in ('sent', 'active', 'unanswered');--> statement-breakpoint
CREATE INDEX `reservation_of_connector` ON `reservation` (`connector_id`) WHERE state = 'active';--> statement-breakpoint
CREATE INDEX `reservation_untold` ON `reservation` (`station_id`) WHERE untold = 1;--> statement-breakpoint
CREATE INDEX `reservation_created` ON `reservation` (`account_id`,`created_at`);